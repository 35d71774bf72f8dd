package org.rowmq.ra;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Activation properties that {@code ejb-jar.xml} gives a bean. The contract with the server does
 * not show it, so it is looked for beside the bean's class: in {@code META-INF} of an EJB jar, and
 * in {@code WEB-INF} of a web application. Where a server keeps it elsewhere, nothing is found.
 */
final class EjbDescriptor {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");
  private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";

  private static final String IN_A_JAR = "META-INF/ejb-jar.xml";
  private static final String WEB_INF = "/WEB-INF/";

  private EjbDescriptor() {}

  /** Names of the properties, as they are written; empty when there are none to be found. */
  static List<String> activationProperties(Class<?> bean) {
    Set<String> names = new LinkedHashSet<>();
    for (Class<?> type = bean;
        type != null && type != Object.class && type.getClassLoader() != null;
        type = type.getSuperclass()) {
      for (URL place : places(type)) {
        Document descriptor = read(place);
        if (descriptor != null) {
          collect(descriptor, type, names);
        }
      }
    }
    return List.copyOf(names);
  }

  private static List<URL> places(Class<?> type) {
    List<URL> places = new ArrayList<>();
    CodeSource source = type.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    if (location == null) {
      return places;
    }
    String base = location.toExternalForm();
    // Payara says of a class in a directory where the class itself is
    String ownFile = type.getName().replace('.', '/') + ".class";
    if (base.endsWith("/" + ownFile)) {
      base = base.substring(0, base.length() - ownFile.length());
    }
    add(places, descriptorInside(base));
    int web = base.lastIndexOf(WEB_INF);
    if (web >= 0) {
      add(places, base.substring(0, web) + WEB_INF + "ejb-jar.xml");
    }
    return places;
  }

  private static String descriptorInside(String base) {
    if (base.endsWith("/")) {
      return base + IN_A_JAR;
    }
    return "jar:" + base + "!/" + IN_A_JAR;
  }

  private static void add(List<URL> places, String place) {
    try {
      places.add(new URL(place));
    } catch (MalformedURLException e) {
      LOG.log(Level.FINE, "No descriptor is looked for at " + place, e);
    }
  }

  private static Document read(URL place) {
    try {
      URLConnection connection = place.openConnection();
      // a cached jar would stay open when the application is gone
      connection.setUseCaches(false);
      try (InputStream content = connection.getInputStream()) {
        return builder().parse(new InputSource(content));
      }
    } catch (IOException | SAXException | ParserConfigurationException e) {
      LOG.log(Level.FINE, "No descriptor in " + place, e);
      return null;
    }
  }

  private static DocumentBuilder builder() throws ParserConfigurationException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature(NO_DOCTYPE, true);
    DocumentBuilder builder = factory.newDocumentBuilder();
    // without one, errors are printed
    builder.setErrorHandler(new DefaultHandler());
    return builder;
  }

  private static void collect(Document descriptor, Class<?> type, Set<String> names) {
    NodeList beans = descriptor.getElementsByTagNameNS("*", "message-driven");
    for (int i = 0; i < beans.getLength(); i++) {
      Element bean = (Element) beans.item(i);
      if (describes(bean, type)) {
        NodeList properties = bean.getElementsByTagNameNS("*", "activation-config-property-name");
        for (int j = 0; j < properties.getLength(); j++) {
          names.add(properties.item(j).getTextContent().trim());
        }
      }
    }
  }

  /** A bean whose class the descriptor leaves out has the name of its class, or another. */
  private static boolean describes(Element bean, Class<?> type) {
    String ejbClass = text(bean, "ejb-class");
    return ejbClass != null
        ? ejbClass.equals(type.getName())
        : type.getSimpleName().equals(text(bean, "ejb-name"))
            || ActivationNames.nameInAnnotation(type).equals(text(bean, "ejb-name"));
  }

  private static String text(Element bean, String child) {
    NodeList found = bean.getElementsByTagNameNS("*", child);
    return found.getLength() == 0 ? null : found.item(0).getTextContent().trim();
  }
}
