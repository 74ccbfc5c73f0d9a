# The image of demo-beside. Made by Longrun; changes here are lost.
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-beside"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/beside"]
