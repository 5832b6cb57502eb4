# Two stages: the first has uv and makes the environment, the second has only what runs.
FROM python:3.13-slim AS build
RUN pip install --no-cache-dir "uv>=0.13,<1"
WORKDIR /app
ENV UV_PROJECT_ENVIRONMENT=/app/.venv UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --locked --no-dev --no-install-project
COPY bot bot
COPY adapters adapters
COPY jobs jobs
RUN uv sync --locked --no-dev --no-editable

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /app weft && mkdir -p /app/data && chown weft /app/data
WORKDIR /app
COPY --from=build /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH WEFT_HOST=0.0.0.0 WEFT_LOG_FORMAT=json
USER weft
VOLUME /app/data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ.get(\"WEFT_PORT\", 8080)}/readyz', timeout=4)"]
CMD ["weft", "serve", "--no-example"]
