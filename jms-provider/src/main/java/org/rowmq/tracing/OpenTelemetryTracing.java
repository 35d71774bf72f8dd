package org.rowmq.tracing;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * With the OpenTelemetry API. The global instance is asked each time: a server has one for every
 * application behind it, and a program may set it up after its first connection.
 */
final class OpenTelemetryTracing extends Tracing {
  private static final Logger LOG = System.getLogger(OpenTelemetryTracing.class.getName());
  private static final String SCOPE = "org.rowmq";

  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  private static final AttributeKey<String> OPERATION_NAME =
      AttributeKey.stringKey("messaging.operation.name");
  private static final AttributeKey<String> OPERATION_TYPE =
      AttributeKey.stringKey("messaging.operation.type");
  private static final AttributeKey<String> DESTINATION =
      AttributeKey.stringKey("messaging.destination.name");
  private static final AttributeKey<Boolean> TEMPORARY =
      AttributeKey.booleanKey("messaging.destination.temporary");
  private static final AttributeKey<String> MESSAGE_ID =
      AttributeKey.stringKey("messaging.message.id");
  private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

  private static final TextMapGetter<Function<String, String>> GETTER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Function<String, String> carrier) {
          return List.of(TRACE_PARENT, TRACE_STATE);
        }

        @Override
        public String get(Function<String, String> carrier, String key) {
          return carrier == null ? null : carrier.apply(key);
        }
      };

  /** Where the global instance is kept; null where that cannot be found out. */
  private final Field global = globalField();

  /**
   * To ask for the global instance before it was set would set it, to one that does nothing, and
   * the program's own attempt would fail. Newer APIs can say whether it is set, older ones only
   * show it.
   */
  private static Field globalField() {
    try {
      Field field = GlobalOpenTelemetry.class.getDeclaredField("globalOpenTelemetry");
      return field.trySetAccessible() ? field : null;
    } catch (NoSuchFieldException | RuntimeException e) {
      LOG.log(Level.DEBUG, "Whether OpenTelemetry is set up cannot be found out beforehand", e);
      return null;
    }
  }

  private boolean isSetUp() {
    try {
      return global == null || global.get(null) != null;
    } catch (IllegalAccessException e) {
      return true;
    }
  }

  /** The tracers of the application that is calling, or null when nobody traces. */
  private TracerProvider tracers() {
    if (!isSetUp()) {
      return null;
    }
    TracerProvider provider = GlobalOpenTelemetry.get().getTracerProvider();
    return provider == TracerProvider.noop() ? null : provider;
  }

  @Override
  public Span send(Destination destination) {
    try {
      TracerProvider tracers = tracers();
      Context parent = Context.current();
      if (tracers == null) {
        // somebody else's span, of an SDK that is not the global one, is carried on all the same
        boolean traced =
            io.opentelemetry.api.trace.Span.fromContext(parent).getSpanContext().isValid();
        return traced ? new Carried(parent, null) : Span.NONE;
      }
      io.opentelemetry.api.trace.Span span =
          builder(tracers, "send", destination, SpanKind.PRODUCER).setParent(parent).startSpan();
      return new Begun(span, parent.with(span), null);
    } catch (RuntimeException | LinkageError e) {
      return untraced(e);
    }
  }

  @Override
  @SuppressWarnings("MustBeClosedChecker") // whoever gets the span closes it, and it the scope
  public Span process(
      Destination destination, String messageId, Function<String, String> property) {
    try {
      TracerProvider tracers = tracers();
      Context parent =
          W3CTraceContextPropagator.getInstance().extract(Context.root(), property, GETTER);
      if (tracers == null) {
        // the listener may have an SDK that is not the global one: its spans continue the trace
        boolean traced =
            io.opentelemetry.api.trace.Span.fromContext(parent).getSpanContext().isValid();
        return traced ? new Carried(parent, parent.makeCurrent()) : Span.NONE;
      }
      io.opentelemetry.api.trace.Span span =
          builder(tracers, "process", destination, SpanKind.CONSUMER).setParent(parent).startSpan();
      Context context = parent.with(span);
      Begun begun = new Begun(span, context, context.makeCurrent());
      begun.messageId(messageId);
      return begun;
    } catch (RuntimeException | LinkageError e) {
      return untraced(e);
    }
  }

  private static SpanBuilder builder(
      TracerProvider tracers, String operation, Destination destination, SpanKind kind) {
    SpanBuilder builder =
        tracers
            .get(SCOPE)
            .spanBuilder(
                operation + " " + (destination.temporary() ? "(temporary)" : destination.name()))
            .setSpanKind(kind)
            .setAttribute(SYSTEM, "rowmq")
            .setAttribute(OPERATION_NAME, operation)
            .setAttribute(OPERATION_TYPE, operation)
            .setAttribute(DESTINATION, destination.name());
    return destination.temporary() ? builder.setAttribute(TEMPORARY, true) : builder;
  }

  private static Span untraced(Throwable e) {
    LOG.log(Level.DEBUG, "A message is not traced", e);
    return Span.NONE;
  }

  private static Map<String, String> inject(Context context) {
    Map<String, String> properties = new LinkedHashMap<>();
    W3CTraceContextPropagator.getInstance()
        .inject(context, properties, (carrier, name, value) -> carrier.put(name, value));
    return properties;
  }

  /** A context that is only handed on; {@code scope} is null when it is not the thread's own. */
  private record Carried(Context context, Scope scope) implements Span {
    @Override
    public Map<String, String> properties() {
      return inject(context);
    }

    @Override
    public void messageId(String id) {}

    @Override
    public void failed(Throwable thrown) {}

    @Override
    public void close() {
      if (scope != null) {
        scope.close();
      }
    }
  }

  /** A span of ours; {@code scope} is null when it is not the thread's current one. */
  private record Begun(io.opentelemetry.api.trace.Span span, Context context, Scope scope)
      implements Span {
    @Override
    public Map<String, String> properties() {
      return inject(context);
    }

    @Override
    public void messageId(String id) {
      if (id != null) {
        span.setAttribute(MESSAGE_ID, id);
      }
    }

    @Override
    public void failed(Throwable thrown) {
      span.recordException(thrown);
      span.setAttribute(ERROR_TYPE, thrown.getClass().getName());
      span.setStatus(StatusCode.ERROR);
    }

    @Override
    public void close() {
      if (scope != null) {
        scope.close();
      }
      span.end();
    }
  }
}
