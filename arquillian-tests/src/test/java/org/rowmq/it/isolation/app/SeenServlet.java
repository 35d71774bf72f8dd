package org.rowmq.it.isolation.app;

import jakarta.persistence.spi.PersistenceProvider;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URL;
import java.security.CodeSource;
import java.sql.Driver;
import java.sql.DriverManager;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;

/**
 * Says what an application sees: one thing a line, without what differs from one server process to
 * the next.
 */
@WebServlet("/seen")
public class SeenServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private static final List<String> CLASSES =
      List.of(
          "org.hibernate.Session",
          "net.bytebuddy.ByteBuddy",
          "org.antlr.v4.runtime.Lexer",
          "com.zaxxer.hikari.HikariConfig",
          "com.fasterxml.classmate.TypeResolver",
          "org.flywaydb.core.Flyway",
          "org.jboss.jandex.Index",
          "org.jboss.logging.Logger",
          "org.slf4j.LoggerFactory",
          "org.glassfish.jaxb.runtime.v2.ContextFactory",
          "tools.jackson.databind.ObjectMapper",
          "org.h2.Driver",
          "org.postgresql.Driver",
          "org.mariadb.jdbc.Driver",
          "org.rowmq.store.Store",
          "org.rowmq.runtime.RowmqRuntime",
          "org.rowmq.ra.engine.RowmqEngine");

  private static final List<String> SERVICES =
      List.of(
          "jakarta.persistence.spi.PersistenceProvider",
          "jakarta.xml.bind.JAXBContextFactory",
          "java.sql.Driver",
          "org.slf4j.spi.SLF4JServiceProvider",
          "org.hibernate.boot.spi.AdditionalMappingContributor",
          "org.flywaydb.core.extensibility.Plugin",
          "tools.jackson.databind.JacksonModule");

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/plain;charset=UTF-8");
    for (String name : CLASSES) {
      response.getWriter().println("class " + name + " from " + source(name));
    }
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    for (String service : SERVICES) {
      TreeSet<String> files = new TreeSet<>();
      for (URL url : Collections.list(loader.getResources("META-INF/services/" + service))) {
        files.add(jarOf(url.toString().replaceFirst("!/.*", "")));
      }
      response.getWriter().println("service " + service + " in " + files);
    }
    TreeSet<String> providers = new TreeSet<>();
    for (PersistenceProvider provider : ServiceLoader.load(PersistenceProvider.class)) {
      providers.add(provider.getClass().getName());
    }
    response.getWriter().println("persistence providers " + providers);
    TreeSet<String> drivers = new TreeSet<>();
    for (Driver driver : Collections.list(DriverManager.getDrivers())) {
      drivers.add(driver.getClass().getName());
    }
    response.getWriter().println("drivers " + drivers);
  }

  private static String source(String name) {
    try {
      // without initialising it, for which it may lack libraries of its own
      Class<?> type = Class.forName(name, false, SeenServlet.class.getClassLoader());
      CodeSource source = type.getProtectionDomain().getCodeSource();
      return source == null ? "the JDK" : jarOf(source.getLocation().toString());
    } catch (ClassNotFoundException | LinkageError e) {
      return "nowhere, " + e.getClass().getSimpleName();
    }
  }

  private static String jarOf(String url) {
    return url.replaceFirst("/+$", "").replaceFirst(".*/", "");
  }
}
