# The image of demo-plain. Made by Longrun; changes here are lost.
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-plain"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/plain"]
