# The image of demo-vault. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-vault.launch
# has /var/lib/longrun/store/HASH/launcher.sh
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-vault"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/var/lib/longrun/store/HASH/demo-vault.launch"]
