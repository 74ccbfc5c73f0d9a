# The image of demo-vault. Made by Longrun; changes here are lost.
# has /var/lib/longrun/store/HASH/demo-vault.launch
# has /var/lib/longrun/secrets/demo/HASH/demo-vault.launch.secrets
# has /var/lib/longrun/store/HASH/launcher.sh
# has /var/lib/longrun/secrets/demo/HASH/config
FROM debian:12-slim
COPY root/ /
LABEL org.longrun.process="demo-vault"
STOPSIGNAL SIGTERM
ENTRYPOINT ["/var/lib/longrun/store/HASH/demo-vault.launch"]
