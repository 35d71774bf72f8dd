package org.rowmq.client;

import jakarta.jms.CompletionListener;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatRuntimeException;
import java.io.Serializable;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.rowmq.RowmqDestination;
import org.rowmq.client.MessageSender.Asynchronous;
import org.rowmq.client.MessageSender.Hints;
import org.rowmq.message.RowmqBytesMessage;
import org.rowmq.message.RowmqMapMessage;
import org.rowmq.message.RowmqMessage;
import org.rowmq.message.RowmqObjectMessage;
import org.rowmq.message.RowmqTextMessage;

/**
 * The simplified API's producer: options, headers and properties that override those of each
 * message sent (specification 7.5 to 7.10). A plain message keeps the headers and properties, so
 * that names and conversions are checked by the same rules.
 */
final class ClientJmsProducer implements JMSProducer {
  private final ClientContext context;
  private final RowmqMessage template = new RowmqMessage();
  private SendOptions options = SendOptions.DEFAULT;
  private CompletionListener async;
  private boolean messageIdDisabled;
  private boolean timestampDisabled;
  private boolean correlationAsBytes;

  ClientJmsProducer(ClientContext context) {
    this.context = context;
    context.session();
  }

  // ---- sending

  @Override
  public JMSProducer send(Destination destination, Message message) {
    if (message == null) {
      throw new MessageFormatRuntimeException("The message is null");
    }
    return sendTo(destination, message);
  }

  @Override
  public JMSProducer send(Destination destination, String body) {
    return sendTo(
        destination,
        JmsErrors.unchecked(
            () -> {
              RowmqTextMessage message = new RowmqTextMessage();
              message.setText(body);
              return message;
            }));
  }

  @Override
  public JMSProducer send(Destination destination, Map<String, Object> body) {
    return sendTo(
        destination,
        JmsErrors.unchecked(
            () -> {
              MapMessage message = new RowmqMapMessage();
              if (body != null) {
                for (Map.Entry<String, Object> entry : body.entrySet()) {
                  message.setObject(entry.getKey(), entry.getValue());
                }
              }
              return message;
            }));
  }

  @Override
  public JMSProducer send(Destination destination, byte[] body) {
    return sendTo(
        destination,
        JmsErrors.unchecked(
            () -> {
              RowmqBytesMessage message = new RowmqBytesMessage();
              if (body != null) {
                message.writeBytes(body);
              }
              return message;
            }));
  }

  @Override
  public JMSProducer send(Destination destination, Serializable body) {
    return sendTo(
        destination,
        JmsErrors.unchecked(
            () -> {
              RowmqObjectMessage message = new RowmqObjectMessage();
              message.setObject(body);
              return message;
            }));
  }

  private JMSProducer sendTo(Destination destination, Message message) {
    ClientSession session = context.session();
    if (destination == null) {
      throw new InvalidDestinationRuntimeException("The destination is null");
    }
    JmsErrors.unchecked(
        () -> {
          RowmqDestination known = Destinations.known(destination);
          override(message);
          Hints hints = new Hints(messageIdDisabled, timestampDisabled);
          MessageSender.send(session, known, message, options, hints, asynchronous());
        });
    return this;
  }

  private Asynchronous asynchronous() {
    return async == null ? null : new Asynchronous(this, async);
  }

  private void override(Message message) throws JMSException {
    if (correlationAsBytes) {
      message.setJMSCorrelationIDAsBytes(template.getJMSCorrelationIDAsBytes());
    } else if (template.getJMSCorrelationID() != null) {
      message.setJMSCorrelationID(template.getJMSCorrelationID());
    }
    if (template.getJMSType() != null) {
      message.setJMSType(template.getJMSType());
    }
    if (template.getJMSReplyTo() != null) {
      message.setJMSReplyTo(template.getJMSReplyTo());
    }
    for (String name : getPropertyNames()) {
      message.setObjectProperty(name, template.getObjectProperty(name));
    }
  }

  // ---- options

  @Override
  public JMSProducer setDisableMessageID(boolean value) {
    messageIdDisabled = value;
    return this;
  }

  @Override
  public boolean getDisableMessageID() {
    return messageIdDisabled;
  }

  @Override
  public JMSProducer setDisableMessageTimestamp(boolean value) {
    timestampDisabled = value;
    return this;
  }

  @Override
  public boolean getDisableMessageTimestamp() {
    return timestampDisabled;
  }

  private JMSProducer options(JmsErrors.Operation<SendOptions> checked) {
    options = JmsErrors.unchecked(checked);
    return this;
  }

  @Override
  public JMSProducer setDeliveryMode(int deliveryMode) {
    return options(
        () ->
            SendOptions.checked(
                deliveryMode, options.priority(), options.timeToLive(), options.deliveryDelay()));
  }

  @Override
  public int getDeliveryMode() {
    return options.deliveryMode();
  }

  @Override
  public JMSProducer setPriority(int priority) {
    return options(
        () ->
            SendOptions.checked(
                options.deliveryMode(), priority, options.timeToLive(), options.deliveryDelay()));
  }

  @Override
  public int getPriority() {
    return options.priority();
  }

  @Override
  public JMSProducer setTimeToLive(long timeToLive) {
    return options(
        () ->
            SendOptions.checked(
                options.deliveryMode(), options.priority(), timeToLive, options.deliveryDelay()));
  }

  @Override
  public long getTimeToLive() {
    return options.timeToLive();
  }

  @Override
  public JMSProducer setDeliveryDelay(long deliveryDelay) {
    return options(
        () ->
            SendOptions.checked(
                options.deliveryMode(), options.priority(), options.timeToLive(), deliveryDelay));
  }

  @Override
  public long getDeliveryDelay() {
    return options.deliveryDelay();
  }

  @Override
  public JMSProducer setAsync(CompletionListener listener) {
    async = listener;
    return this;
  }

  @Override
  public CompletionListener getAsync() {
    return async;
  }

  // ---- properties

  private JMSProducer property(JmsErrors.Action action) {
    JmsErrors.unchecked(action);
    return this;
  }

  @Override
  public JMSProducer setProperty(String name, boolean value) {
    return property(() -> template.setBooleanProperty(name, value));
  }

  @Override
  public JMSProducer setProperty(String name, byte value) {
    return property(() -> template.setByteProperty(name, value));
  }

  @Override
  public JMSProducer setProperty(String name, short value) {
    return property(() -> template.setShortProperty(name, value));
  }

  @Override
  public JMSProducer setProperty(String name, int value) {
    return property(() -> template.setIntProperty(name, value));
  }

  @Override
  public JMSProducer setProperty(String name, long value) {
    return property(() -> template.setLongProperty(name, value));
  }

  @Override
  public JMSProducer setProperty(String name, float value) {
    return property(() -> template.setFloatProperty(name, value));
  }

  @Override
  public JMSProducer setProperty(String name, double value) {
    return property(() -> template.setDoubleProperty(name, value));
  }

  @Override
  public JMSProducer setProperty(String name, String value) {
    return property(() -> template.setStringProperty(name, value));
  }

  @Override
  public JMSProducer setProperty(String name, Object value) {
    return property(() -> template.setObjectProperty(name, value));
  }

  @Override
  public JMSProducer clearProperties() {
    template.clearProperties();
    return this;
  }

  @Override
  public boolean propertyExists(String name) {
    return template.propertyExists(name);
  }

  @Override
  public boolean getBooleanProperty(String name) {
    return JmsErrors.unchecked(() -> template.getBooleanProperty(name));
  }

  @Override
  public byte getByteProperty(String name) {
    return JmsErrors.unchecked(() -> template.getByteProperty(name));
  }

  @Override
  public short getShortProperty(String name) {
    return JmsErrors.unchecked(() -> template.getShortProperty(name));
  }

  @Override
  public int getIntProperty(String name) {
    return JmsErrors.unchecked(() -> template.getIntProperty(name));
  }

  @Override
  public long getLongProperty(String name) {
    return JmsErrors.unchecked(() -> template.getLongProperty(name));
  }

  @Override
  public float getFloatProperty(String name) {
    return JmsErrors.unchecked(() -> template.getFloatProperty(name));
  }

  @Override
  public double getDoubleProperty(String name) {
    return JmsErrors.unchecked(() -> template.getDoubleProperty(name));
  }

  @Override
  public String getStringProperty(String name) {
    return JmsErrors.unchecked(() -> template.getStringProperty(name));
  }

  @Override
  public Object getObjectProperty(String name) {
    return template.getObjectProperty(name);
  }

  @Override
  public Set<String> getPropertyNames() {
    Set<String> names = new LinkedHashSet<>();
    for (Enumeration<String> each = template.getPropertyNames(); each.hasMoreElements(); ) {
      names.add(each.nextElement());
    }
    return Collections.unmodifiableSet(names);
  }

  // ---- headers

  @Override
  public JMSProducer setJMSCorrelationIDAsBytes(byte[] correlationId) {
    template.setJMSCorrelationIDAsBytes(correlationId);
    correlationAsBytes = correlationId != null;
    return this;
  }

  @Override
  public byte[] getJMSCorrelationIDAsBytes() {
    return template.getJMSCorrelationIDAsBytes();
  }

  @Override
  public JMSProducer setJMSCorrelationID(String correlationId) {
    return property(
        () -> {
          template.setJMSCorrelationID(correlationId);
          correlationAsBytes = false;
        });
  }

  @Override
  public String getJMSCorrelationID() {
    return template.getJMSCorrelationID();
  }

  @Override
  public JMSProducer setJMSType(String type) {
    template.setJMSType(type);
    return this;
  }

  @Override
  public String getJMSType() {
    return template.getJMSType();
  }

  @Override
  public JMSProducer setJMSReplyTo(Destination replyTo) {
    template.setJMSReplyTo(replyTo);
    return this;
  }

  @Override
  public Destination getJMSReplyTo() {
    return template.getJMSReplyTo();
  }
}
