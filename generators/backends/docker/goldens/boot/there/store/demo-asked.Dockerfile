# The image of demo-asked. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-asked.ready
# has /var/lib/longrun/store/HASH/launcher.sh
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-asked"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/asked"]
