# The image of demo-web. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-web.launch
# has /var/lib/longrun/store/HASH/launcher.sh
FROM debian:12-slim
RUN ["/bin/sh", "-c", "apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*"]
COPY root/ /
LABEL org.longrun.process="demo-web"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/var/lib/longrun/store/HASH/demo-web.launch"]
