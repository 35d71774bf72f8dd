package org.rowmq.console.page;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.JsonStructure;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * A text body as people read it: JSON and XML indented, anything else as it is. What only looks
 * like one of them is shown as it is.
 *
 * @param name {@code JSON}, {@code XML} or {@code Plain text}
 */
public record BodyFormat(String name, String text) {
  private static final int MOST = 1 << 20;

  /** Finds out what it is. */
  static BodyFormat of(String text) {
    String start = text.stripLeading();
    if (text.length() <= MOST) {
      if (start.startsWith("{") || start.startsWith("[")) {
        return json(text);
      }
      if (start.startsWith("<")) {
        return xml(text);
      }
    }
    return plain(text);
  }

  private static BodyFormat plain(String text) {
    return new BodyFormat("Plain text", text);
  }

  private static BodyFormat json(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      JsonStructure json = reader.read();
      StringWriter indented = new StringWriter();
      try (JsonWriter writer =
          Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
              .createWriter(indented)) {
        writer.write(json);
      }
      return new BodyFormat("JSON", indented.toString().strip());
    } catch (JsonException e) {
      return plain(text);
    }
  }

  /** Without document types: a body must not make the server read files or expand entities. */
  private static BodyFormat xml(String text) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setExpandEntityReferences(false);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler());
      Document document = builder.parse(new InputSource(new StringReader(text)));
      TransformerFactory transformers = TransformerFactory.newInstance();
      transformers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      Transformer transformer = transformers.newTransformer();
      transformer.setOutputProperty(OutputKeys.INDENT, "yes");
      transformer.setOutputProperty("{http://xml.apache.org/xslt}indent-amount", "2");
      transformer.setOutputProperty(
          OutputKeys.OMIT_XML_DECLARATION, text.strip().startsWith("<?xml") ? "no" : "yes");
      StringWriter indented = new StringWriter();
      transformer.transform(new DOMSource(document), new StreamResult(indented));
      return new BodyFormat("XML", indented.toString().strip());
    } catch (SAXException | TransformerException | ParserConfigurationException | IOException e) {
      return plain(text);
    }
  }
}
