package org.rowmq.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.rowmq.client.RowmqConnectionFactory;
import org.rowmq.testing.Directories;

/** With OpenTelemetry's SDK as the program's global instance. */
class TracingTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long LIMIT_MILLIS = LIMIT.toMillis();

  private final InMemorySpanExporter exported = InMemorySpanExporter.create();
  private OpenTelemetrySdk sdk;
  private Path directory;
  private RowmqConnectionFactory factory;

  @BeforeEach
  void open(TestInfo test) {
    directory = Directories.fresh(test.getTestMethod().orElseThrow().getName());
    factory =
        RowmqConnectionFactory.of(
            Map.of("dataDirectory", directory.toString(), "maxDeliveryAttempts", "1"));
  }

  @AfterEach
  void close() {
    factory.close();
    GlobalOpenTelemetry.resetForTest();
    if (sdk != null) {
      sdk.close();
    }
    Directories.delete(directory);
  }

  private void trace() {
    traceAlone();
    GlobalOpenTelemetry.set(sdk);
  }

  /** An SDK that only the program itself knows. */
  private void traceAlone() {
    sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exported))
                    .build())
            .build();
  }

  private SpanData span(String name) {
    await()
        .atMost(LIMIT)
        .until(
            () -> exported.getFinishedSpanItems().stream().anyMatch(s -> s.getName().equals(name)));
    return exported.getFinishedSpanItems().stream()
        .filter(s -> s.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theTraceGoesFromTheSendersSpanToTheListeners() throws Exception {
    trace();
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (JMSContext sender = factory.createContext();
        JMSContext receiver = factory.createContext()) {
      Queue queue = sender.createQueue("orders");
      JMSConsumer consumer = receiver.createConsumer(queue);
      consumer.setMessageListener(
          message -> seen.add(Span.current().getSpanContext().getTraceId()));
      Span request = sdk.getTracer("test").spanBuilder("request").startSpan();
      Message message = sender.createTextMessage("m");
      try (Scope current = request.makeCurrent()) {
        sender.createProducer().send(queue, message);
      } finally {
        request.end();
      }

      assertThat(seen.poll(LIMIT_MILLIS, TimeUnit.MILLISECONDS))
          .isEqualTo(request.getSpanContext().getTraceId());
      SpanData send = span("send orders");
      SpanData process = span("process orders");
      assertThat(send.getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
      assertThat(send.getKind()).isEqualTo(SpanKind.PRODUCER);
      assertThat(process.getParentSpanId()).isEqualTo(send.getSpanId());
      assertThat(process.getKind()).isEqualTo(SpanKind.CONSUMER);
      assertThat(List.of(send, process))
          .allSatisfy(
              span -> {
                assertThat(span.getAttributes().get(AttributeKey.stringKey("messaging.system")))
                    .isEqualTo("rowmq");
                assertThat(
                        span.getAttributes()
                            .get(AttributeKey.stringKey("messaging.destination.name")))
                    .isEqualTo("orders");
                assertThat(span.getAttributes().get(AttributeKey.stringKey("messaging.message.id")))
                    .isEqualTo(message.getJMSMessageID());
              });
    }
  }

  @Test
  void theListenersOwnSpansContinueTheTraceWhereNoSdkIsGlobal() throws Exception {
    traceAlone();
    try (JMSContext sender = factory.createContext();
        JMSContext receiver = factory.createContext()) {
      Queue queue = sender.createQueue("orders");
      receiver
          .createConsumer(queue)
          .setMessageListener(
              message -> sdk.getTracer("test").spanBuilder("handle").startSpan().end());
      Span request = sdk.getTracer("test").spanBuilder("request").startSpan();
      try (Scope current = request.makeCurrent()) {
        sender.createProducer().send(queue, "m");
      } finally {
        request.end();
      }

      SpanData handle = span("handle");
      assertThat(handle.getTraceId()).isEqualTo(request.getSpanContext().getTraceId());
      assertThat(handle.getParentSpanId()).isEqualTo(request.getSpanContext().getSpanId());
      assertThat(exported.getFinishedSpanItems()).hasSize(2);
    }
  }

  @Test
  void theContextIsInPropertiesThatAnyReceiverCanRead() throws Exception {
    trace();
    try (JMSContext context = factory.createContext()) {
      Queue queue = context.createQueue("read");
      context.createProducer().send(queue, "m");

      Message received = context.createConsumer(queue).receive(LIMIT_MILLIS);
      SpanData send = span("send read");
      assertThat(received.getStringProperty("traceparent"))
          .isEqualTo("00-" + send.getTraceId() + "-" + send.getSpanId() + "-01");
    }
  }

  @Test
  void aListenerThatThrowsEndsItsSpanWithTheError() {
    trace();
    try (JMSContext sender = factory.createContext();
        JMSContext receiver = factory.createContext()) {
      Queue queue = sender.createQueue("failing");
      receiver
          .createConsumer(queue)
          .setMessageListener(
              message -> {
                throw new IllegalStateException("no");
              });
      sender.createProducer().send(queue, "m");

      SpanData process = span("process failing");
      assertThat(process.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(process.getAttributes().get(AttributeKey.stringKey("error.type")))
          .isEqualTo("java.lang.IllegalStateException");
    }
  }

  @Test
  void aProgramMaySetUpOpenTelemetryAfterItsFirstMessage() throws Exception {
    try (JMSContext context = factory.createContext()) {
      Queue queue = context.createQueue("later");
      JMSConsumer consumer = context.createConsumer(queue);
      context.createProducer().send(queue, "untraced");
      assertThat(consumer.receive(LIMIT_MILLIS).getStringProperty("traceparent")).isNull();

      trace();

      context.createProducer().send(queue, "traced");
      assertThat(consumer.receive(LIMIT_MILLIS).getStringProperty("traceparent")).isNotNull();
    }
  }
}
