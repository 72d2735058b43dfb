# SPDX-License-Identifier: MIT
# halogate and nothing else: no shell, no package manager, no root. docs/install.md says how it is run.
FROM debian:bookworm-slim AS dependencies
# `dev` has the same list; a test holds the two together.
RUN apt-get update && apt-get install -y --no-install-recommends \
        ca-certificates \
        ccache \
        cmake \
        g++ \
        libboost1.81-dev \
        libcli11-dev \
        libfmt-dev \
        libjs-chart.js \
        libspdlog-dev \
        libssl-dev \
        libyaml-cpp-dev \
        lld \
        ninja-build \
        nlohmann-json3-dev \
        prometheus-cpp-dev \
    && rm -rf /var/lib/apt/lists/*

FROM dependencies AS build
WORKDIR /src
COPY CMakeLists.txt LICENSE README.md ./
COPY bench bench
COPY config config
COPY server server
COPY web web
RUN --mount=type=cache,target=/root/.cache/ccache \
    cmake -S . -B /build -G Ninja -DCMAKE_BUILD_TYPE=Release -DHALOGATE_TESTS=OFF -DHALOGATE_HARDENED=ON \
    && ninja -C /build halogate
COPY docker/image_root docker/image_root
RUN docker/image_root /build/halogate /image

FROM scratch
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="halogate" \
      org.opencontainers.image.description="Authenticating reverse proxy and API gateway for HaloPSA" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.vendor="The halogate authors" \
      org.opencontainers.image.base.name="scratch"
COPY --from=build /image /
# A container's loopback cannot be reached from outside, and its network holds whom the operator lets in: without a
# configuration file whoever reaches the port is trusted. In a network namespace shared with others, or with the
# machine, give HALOGATE_LISTEN=127.0.0.1:4256 and an empty HALOGATE_TRUST. A file takes the place of both.
ENV PATH=/usr/bin \
    HALOGATE_LISTEN=0.0.0.0:4256 \
    HALOGATE_TRUST=network
USER 65532:65532
EXPOSE 4256
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=2s --timeout=2s --start-period=10s --retries=3 CMD ["/usr/bin/halogate", "health"]
ENTRYPOINT ["/usr/bin/halogate"]
CMD ["serve"]
