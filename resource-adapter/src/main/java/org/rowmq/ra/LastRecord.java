package org.rowmq.ra;

/**
 * What the JDK remembers of the last record whose {@code equals}, {@code hashCode} or {@code
 * toString} was used for the first time: the type of its last component, and with it the class
 * loader, in handles of {@code java.lang.runtime.ObjectMethods} (JDK-8078641; Java 17 has it). When
 * that was a record of the engine, the engine would stay in memory until some other program in the
 * server uses a record.
 *
 * @param component of a type that is always there
 */
record LastRecord(String component) {

  /** Makes the JDK remember this one, which refers to nothing of ours. */
  static void displace() {
    LastRecord one = new LastRecord("");
    LastRecord other = new LastRecord("");
    if (!one.equals(other) || one.hashCode() != other.hashCode() || one.toString().isEmpty()) {
      throw new IllegalStateException("Records do not work in this JVM");
    }
  }
}
