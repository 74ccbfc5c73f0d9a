# The image of demo-rotate. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-rotate.launch
# has /var/lib/longrun/store/HASH/launcher.sh
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-rotate"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/var/lib/longrun/store/HASH/demo-rotate.launch"]
