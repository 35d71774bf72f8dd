package org.rowmq.tracing;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.function.Function;

/**
 * Begins spans for messages. The context of the sender's span travels in two properties of the
 * message, named as W3C Trace Context names its headers, {@code traceparent} and {@code
 * tracestate}: both are legal names of JMS properties, and no other provider's client is disturbed
 * by them. Attributes are those of OpenTelemetry's semantic conventions for messaging. Thread-safe;
 * nothing here throws: a message is never lost to its trace.
 */
public abstract class Tracing {
  /** The property that carries a span's context. */
  public static final String TRACE_PARENT = "traceparent";

  /** The property that carries what vendors add to it. */
  public static final String TRACE_STATE = "tracestate";

  private static final String API = "io.opentelemetry.api.GlobalOpenTelemetry";
  private static final Tracing INSTANCE = find();

  /** Package-private: whoever traces is in this package. */
  Tracing() {}

  /** The tracing of this JVM; does nothing where there is no OpenTelemetry. */
  public static Tracing get() {
    return INSTANCE;
  }

  private static Tracing find() {
    try {
      Class.forName(API, false, Tracing.class.getClassLoader());
      return new OpenTelemetryTracing();
    } catch (ClassNotFoundException | LinkageError e) {
      System.getLogger(Tracing.class.getName())
          .log(Level.DEBUG, "There is no OpenTelemetry API here, so messages are not traced");
      return new NoTracing();
    }
  }

  /**
   * Begins the span of a sender.
   *
   * @param destination for the span's name
   */
  public abstract Span send(Destination destination);

  /**
   * Begins the span of a listener, as a child of the sender's, and makes it the current one of this
   * thread until it is closed.
   *
   * @param property reads a property of the message as text, or null
   */
  public abstract Span process(
      Destination destination, String messageId, Function<String, String> property);

  /** Where a message goes to or comes from. */
  public record Destination(String name, boolean temporary) {}

  /** A span; to be closed by the thread that began it. */
  public interface Span extends AutoCloseable {
    /** Does nothing. */
    Span NONE =
        new Span() {
          @Override
          public Map<String, String> properties() {
            return Map.of();
          }

          @Override
          public void messageId(String id) {}

          @Override
          public void failed(Throwable thrown) {}

          @Override
          public void close() {}
        };

    /** What a message has to carry so that its receiver can go on with the trace. */
    Map<String, String> properties();

    /** Says which message it is about. */
    void messageId(String id);

    /** Says that it ended badly. */
    void failed(Throwable thrown);

    @Override
    void close();
  }

  private static final class NoTracing extends Tracing {
    @Override
    public Span send(Destination destination) {
      return Span.NONE;
    }

    @Override
    public Span process(
        Destination destination, String messageId, Function<String, String> property) {
      return Span.NONE;
    }
  }
}
