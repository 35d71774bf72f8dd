package org.rowmq.it.app.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.ReadableSpan;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Notes the parent of a span that it begins. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "traced")
    })
public class TracedBean implements MessageListener {
  @Inject private Tracer tracer;

  @Override
  public void onMessage(Message message) {
    Span span = tracer.spanBuilder("handle").startSpan();
    try {
      String parent =
          span instanceof ReadableSpan readable
              ? readable.getParentSpanContext().getSpanId()
              : "unknown";
      TracedServlet.SEEN.add(
          span.getSpanContext().getTraceId()
              + " "
              + parent
              + " "
              + span.getSpanContext().getSpanId()
              + " "
              + message.getStringProperty("traceparent"));
    } catch (JMSException e) {
      throw new EJBException(e);
    } finally {
      span.end();
    }
  }
}
