# The worker with the engines that want an NVIDIA GPU: torch, and faster-whisper on CUDA. A worker without them needs none of
# this, so take it only where a tool asks for the resource `gpu`; it is some ten gigabytes. The locked torch brings its own
# CUDA 13, which needs the driver 580 or newer; faster-whisper takes cuBLAS 12 from the base image.
#     docker build -f docker/worker-cuda.Dockerfile -t cutroom-worker-cuda:0.1.0 .
FROM nvidia/cuda:12.9.1-runtime-ubuntu24.04 AS ground
COPY docker/packages.sh docker/apt-runtime.txt docker/apt-cuda.txt /tmp/docker/
RUN bash /tmp/docker/packages.sh /tmp/docker/apt-runtime.txt /tmp/docker/apt-cuda.txt \
    && rm -rf /tmp/docker /var/lib/apt/lists/*

FROM ground AS build
WORKDIR /src
COPY requirements-uv.lock requirements-gpu.lock ./
RUN python3 -m venv /opt/uv \
    && /opt/uv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements-uv.lock \
    && python3 -m venv --without-pip /opt/cutroom \
    && /opt/uv/bin/uv pip install --no-cache --python /opt/cutroom/bin/python --require-hashes -r requirements-gpu.lock
COPY pyproject.toml README.md LICENSE THIRD_PARTY_NOTICES.md ./
COPY bot bot
COPY workers workers
COPY agent_core agent_core
COPY media media
COPY locales locales
RUN /opt/uv/bin/uv pip install --no-cache --python /opt/cutroom/bin/python --no-deps --no-build-isolation .

FROM ground
# The same user id as in the bot's image: they share the store.
RUN useradd --uid 10001 --user-group --create-home cutroom && install -d -o cutroom -g cutroom -m 0700 /data
COPY --from=build /opt/cutroom /opt/cutroom
ENV PATH=/opt/cutroom/bin:$PATH PYTHONUNBUFFERED=1 LANG=C.UTF-8 CUTROOM_HOME=/data \
    NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility,video
USER cutroom
WORKDIR /data
VOLUME /data
CMD ["python", "-m", "workers", "gpu"]
