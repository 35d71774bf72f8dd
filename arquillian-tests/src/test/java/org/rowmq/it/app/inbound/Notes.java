package org.rowmq.it.app.inbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the beans were given: "bean text count". */
@ApplicationScoped
public class Notes {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  /** Notes a delivery and returns its text. */
  public String add(String bean, Message message) {
    try {
      String text = message.getBody(String.class);
      lines.add(bean + " " + text + " " + message.getIntProperty("JMSXDeliveryCount"));
      return text;
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  public String text() {
    return String.join("\n", lines);
  }
}
