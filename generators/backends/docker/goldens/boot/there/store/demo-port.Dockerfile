# The image of demo-port. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-port.ready
# has /var/lib/longrun/store/HASH/launcher.sh
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-port"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/port"]
