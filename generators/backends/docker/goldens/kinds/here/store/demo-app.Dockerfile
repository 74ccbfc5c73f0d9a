# The image of demo-app. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-app.launch
# has /var/lib/longrun/store/HASH/launcher.sh
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-app"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/var/lib/longrun/store/HASH/demo-app.launch"]
