package org.rowmq.it.app.security;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Consumes as a user whose password the server keeps. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "it.guarded"),
      @ActivationConfigProperty(propertyName = "user", propertyValue = "clerk"),
      @ActivationConfigProperty(propertyName = "password", propertyValue = "${ALIAS=clerk}")
    })
public class GuardedBean implements MessageListener {
  static final List<String> SEEN = new CopyOnWriteArrayList<>();

  @Override
  public void onMessage(Message message) {
    try {
      SEEN.add(message.getBody(String.class) + " from " + message.getStringProperty("JMSXUserID"));
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }
}
