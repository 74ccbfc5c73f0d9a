# The image of demo-old. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-old.launch
# has /var/lib/longrun/store/HASH/launcher.sh
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-old"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/var/lib/longrun/store/HASH/demo-old.launch"]
