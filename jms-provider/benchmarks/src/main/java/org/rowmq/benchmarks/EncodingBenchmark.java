package org.rowmq.benchmarks;

import jakarta.jms.JMSException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.rowmq.message.DecodeContext;
import org.rowmq.message.DeliveryHeaders;
import org.rowmq.message.EncodedMessage;
import org.rowmq.message.RowmqBytesMessage;
import org.rowmq.message.RowmqMapMessage;
import org.rowmq.message.RowmqMessage;
import org.rowmq.message.RowmqTextMessage;

/** From the message object to its stored form and back; five properties, a body of 1 KiB. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EncodingBenchmark {
  private static final DeliveryHeaders HEADERS = new DeliveryHeaders("ID:1", 1_000_000, 4, true, 1);
  private static final int MAP_ENTRIES = 64;

  /** The kind of message. */
  @Param({"bytes", "text", "map"})
  public String type;

  private RowmqMessage message;
  private EncodedMessage encoded;

  @Setup
  public void prepare() throws JMSException {
    message = filled();
    message.setStringProperty("region", "north");
    message.setIntProperty("amount", 1_250);
    message.setDoubleProperty("rate", 0.5);
    message.setBooleanProperty("urgent", true);
    message.setLongProperty("id", 17);
    encoded = message.encode();
  }

  private RowmqMessage filled() throws JMSException {
    switch (type) {
      case "bytes" -> {
        RowmqBytesMessage bytes = new RowmqBytesMessage();
        bytes.writeBytes(new byte[Run.BODY_BYTES]);
        return bytes;
      }
      case "text" -> {
        RowmqTextMessage text = new RowmqTextMessage();
        text.setText("x".repeat(Run.BODY_BYTES));
        return text;
      }
      case "map" -> {
        RowmqMapMessage map = new RowmqMapMessage();
        for (int i = 0; i < MAP_ENTRIES; i++) {
          map.setLong("entry" + i, i);
        }
        return map;
      }
      default -> throw new IllegalArgumentException(type);
    }
  }

  @Benchmark
  public EncodedMessage encode() throws JMSException {
    return message.encode();
  }

  @Benchmark
  public RowmqMessage decode() throws JMSException {
    return RowmqMessage.decode(encoded, HEADERS, DecodeContext.DEFAULT);
  }
}
