FROM golang:1.26-bookworm AS build
# In mainland China: --build-arg GOPROXY=https://goproxy.cn,direct
ARG GOPROXY=https://proxy.golang.org,direct
WORKDIR /source
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -tags nomsgpack -ldflags '-s -w' -o /image/station .
# What a static binary still wants from a system: certificates for WeChat's server, a place for temporary files, and a data
# folder that the unprivileged user may write. Zone rules are inside the binary.
RUN mkdir -p /image/data /image/etc/ssl/certs && mkdir -m 1777 /image/tmp && \
    cp /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/

# Empty, and not a registry's base image: nothing else to fetch, patch or mirror.
FROM scratch
COPY --from=build --chown=65532:65532 /image/ /
USER 65532:65532
ENV STATION_LISTEN=0.0.0.0:8080 \
    STATION_DATA=/data \
    STATION_LOG=info
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["/station", "health"]
ENTRYPOINT ["/station"]
