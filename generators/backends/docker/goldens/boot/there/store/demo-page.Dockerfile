# The image of demo-page. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-page.ready
# has /var/lib/longrun/store/HASH/launcher.sh
FROM debian:12-slim
RUN ["/bin/sh", "-c", "apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*"]
COPY root/ /
LABEL org.longrun.process="demo-page"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/page"]
