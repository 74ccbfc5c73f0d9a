# The image of demo-inside. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-inside.ready
# has /var/lib/longrun/store/HASH/launcher.sh
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-inside"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/inside"]
