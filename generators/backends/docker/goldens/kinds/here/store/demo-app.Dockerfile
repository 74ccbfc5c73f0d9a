# The image of demo-app. Made by Longrun; changes here are lost.
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-app"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/app/serve"]
