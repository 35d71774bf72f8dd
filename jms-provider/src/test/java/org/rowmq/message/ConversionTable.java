package org.rowmq.message;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tables of specification sections 3.5.4 and 3.11.3 as data: which type may be read as which.
 */
enum ConversionTable {
  BOOLEAN(true),
  BYTE((byte) 7),
  SHORT((short) 8),
  CHAR('c'),
  INT(9),
  LONG(10L),
  FLOAT(1.5f),
  DOUBLE(2.5d),
  STRING("11"),
  BYTES(new byte[] {1, 2});

  private static final Set<ConversionTable> PROPERTY_TYPES =
      EnumSet.of(BOOLEAN, BYTE, SHORT, INT, LONG, FLOAT, DOUBLE, STRING);

  @SuppressWarnings("ImmutableEnumChecker") // no test changes the array
  final Object sample;

  ConversionTable(Object sample) {
    this.sample = sample;
  }

  /** One cell. */
  record Cell(ConversionTable written, ConversionTable read) {

    boolean marked() {
      return written.readableAs().contains(read);
    }

    /** What the marked cell gives for the sample. */
    Object expected() {
      Object value = written.sample;
      if (written == STRING) {
        return switch (read) {
          case BOOLEAN -> false;
          case BYTE -> (byte) 11;
          case SHORT -> (short) 11;
          case INT -> 11;
          case LONG -> 11L;
          case FLOAT -> 11f;
          case DOUBLE -> 11d;
          default -> value;
        };
      }
      return switch (read) {
        case SHORT -> ((Number) value).shortValue();
        case INT -> ((Number) value).intValue();
        case LONG -> ((Number) value).longValue();
        case DOUBLE -> ((Number) value).doubleValue();
        case STRING -> value.toString();
        default -> value;
      };
    }
  }

  Set<ConversionTable> readableAs() {
    return switch (this) {
      case BOOLEAN -> EnumSet.of(BOOLEAN, STRING);
      case BYTE -> EnumSet.of(BYTE, SHORT, INT, LONG, STRING);
      case SHORT -> EnumSet.of(SHORT, INT, LONG, STRING);
      case CHAR -> EnumSet.of(CHAR, STRING);
      case INT -> EnumSet.of(INT, LONG, STRING);
      case LONG -> EnumSet.of(LONG, STRING);
      case FLOAT -> EnumSet.of(FLOAT, DOUBLE, STRING);
      case DOUBLE -> EnumSet.of(DOUBLE, STRING);
      case STRING -> EnumSet.of(BOOLEAN, BYTE, SHORT, INT, LONG, FLOAT, DOUBLE, STRING);
      case BYTES -> EnumSet.of(BYTES);
    };
  }

  static Stream<Cell> propertyCells() {
    return cells(PROPERTY_TYPES);
  }

  static Stream<Cell> bodyCells() {
    return cells(EnumSet.allOf(ConversionTable.class));
  }

  private static Stream<Cell> cells(Set<ConversionTable> types) {
    List<Cell> cells = new ArrayList<>();
    for (ConversionTable written : types) {
      for (ConversionTable read : types) {
        cells.add(new Cell(written, read));
      }
    }
    return cells.stream();
  }
}
