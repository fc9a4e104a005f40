# Stands in for the image postgres where no registry can be reached: PostgreSQL of Debian, and of the image's settings those that docker-compose.yml uses.
FROM modyn-test/debian
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql gosu locales \
  && rm -rf /var/lib/apt/lists/* /var/lib/postgresql/* /etc/postgresql/* && ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/
COPY postgres-entrypoint /usr/local/bin/docker-entrypoint.sh
ENV PGDATA=/var/lib/postgresql/data LC_ALL=C.UTF-8
VOLUME /var/lib/postgresql
EXPOSE 5432
STOPSIGNAL SIGINT
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
