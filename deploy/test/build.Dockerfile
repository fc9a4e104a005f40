# Stands in for maven:3-eclipse-temurin-25 where no registry can be reached: its context has the JDK of this machine in the directory jdk.
FROM modyn-test/debian
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
COPY jdk /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:$PATH
