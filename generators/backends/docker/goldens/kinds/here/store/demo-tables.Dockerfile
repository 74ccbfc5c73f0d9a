# The image of demo-tables. Made by Longrun; changes here are lost.
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-tables"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/app/tables"]
