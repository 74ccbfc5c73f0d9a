# The image of demo-hourly. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-hourly.launch
# has /var/lib/longrun/store/HASH/launcher.sh
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-hourly"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/var/lib/longrun/store/HASH/demo-hourly.launch"]
