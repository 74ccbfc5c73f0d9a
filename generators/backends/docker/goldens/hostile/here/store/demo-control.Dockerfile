# The image of demo-control. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-control.launch
# has /var/lib/longrun/store/HASH/launcher.sh
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-control"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/var/lib/longrun/store/HASH/demo-control.launch"]
