package org.rowmq.it.app.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSConnectionFactoryDefinition;
import jakarta.jms.JMSContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** POST sends within a span and answers its trace id; GET says what the bean has seen. */
@WebServlet("/trace")
@JMSConnectionFactoryDefinition(name = TracedServlet.FACTORY, resourceAdapter = "rowmq")
public class TracedServlet extends HttpServlet {
  static final String FACTORY = "java:app/jms/traced";

  /** A line for each message: trace id, parent's span id, own span id, traceparent. */
  static final List<String> SEEN = new CopyOnWriteArrayList<>();

  private static final long serialVersionUID = 1L;

  @Resource(lookup = FACTORY)
  private transient ConnectionFactory factory;

  @Inject private transient Tracer tracer;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Span span = tracer.spanBuilder("order").startSpan();
    try (Scope current = span.makeCurrent();
        JMSContext context = factory.createContext()) {
      context.createProducer().send(context.createQueue("traced"), "m");
      response.getWriter().print(span.getSpanContext().getTraceId());
    } finally {
      span.end();
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    for (String line : SEEN) {
      response.getWriter().println(line);
    }
  }
}
