package org.rowmq.ra;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;

/**
 * What the JDK remembers of the last record whose {@code equals}, {@code hashCode} or {@code
 * toString} was used for the first time: its type and that of its last component, and with them
 * their class loaders, in handles of {@link ObjectMethods} (JDK-8078641; Java 17 has it). When that
 * was a record of ours, the adapter would stay in memory until some other program in the server
 * uses a record.
 */
final class LastRecord {
  private LastRecord() {}

  /** Makes the JDK remember types that are always there, as if String were a record of a String. */
  static void displace() {
    try {
      MethodHandle component =
          MethodHandles.publicLookup()
              .findVirtual(String.class, "trim", MethodType.methodType(String.class));
      for (String method : new String[] {"equals", "hashCode", "toString"}) {
        ObjectMethods.bootstrap(
            MethodHandles.publicLookup(),
            method,
            MethodHandle.class,
            String.class,
            "component",
            component);
      }
    } catch (Throwable e) { // whatever another JDK says: it is a matter of memory only
      System.getLogger("org.rowmq.ra")
          .log(
              System.Logger.Level.DEBUG,
              "The adapter's classes may stay until another record is used",
              e);
    }
  }
}
