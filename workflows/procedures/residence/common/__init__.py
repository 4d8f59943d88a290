"""What several residence procedures do alike: dates, filings, requests for papers, net time, fees, suits."""
