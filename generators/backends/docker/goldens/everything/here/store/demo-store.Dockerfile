# The image of demo-store. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-store.ready
# has /var/lib/longrun/store/HASH/launcher.sh
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-store"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/store", "--listen", "127.0.0.1:6000"]
