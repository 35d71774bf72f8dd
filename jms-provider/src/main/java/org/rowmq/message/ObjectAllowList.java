package org.rowmq.message;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which classes may be in the body of a received ObjectMessage. Deserialising a class can run code
 * of its choosing, so nothing is allowed but value types of the JDK, plus what the setting {@code
 * deserializationAllowList} names. Immutable; safe for use by many threads.
 */
public final class ObjectAllowList {

  /** The name of the setting, for error messages. */
  public static final String SETTING = "deserializationAllowList";

  private static final Set<String> SAFE_CLASSES =
      Set.of(
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Double",
          "java.lang.Enum",
          "java.lang.Float",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Number",
          "java.lang.Object",
          "java.lang.Short",
          "java.lang.String",
          "java.lang.String$CaseInsensitiveComparator",
          "java.lang.reflect.Proxy",
          "java.math.BigDecimal",
          "java.math.BigInteger",
          "java.math.MathContext",
          "java.math.RoundingMode",
          "java.net.URI",
          "java.sql.Date",
          "java.sql.Time",
          "java.sql.Timestamp",
          "java.util.AbstractMap$SimpleEntry",
          "java.util.AbstractMap$SimpleImmutableEntry",
          "java.util.ArrayDeque",
          "java.util.ArrayList",
          "java.util.Arrays$ArrayList",
          "java.util.BitSet",
          "java.util.CollSer",
          "java.util.Collections$EmptyList",
          "java.util.Collections$EmptyMap",
          "java.util.Collections$EmptySet",
          "java.util.Collections$ReverseComparator",
          "java.util.Collections$SingletonList",
          "java.util.Collections$SingletonMap",
          "java.util.Collections$SingletonSet",
          "java.util.Collections$SynchronizedCollection",
          "java.util.Collections$SynchronizedList",
          "java.util.Collections$SynchronizedMap",
          "java.util.Collections$SynchronizedRandomAccessList",
          "java.util.Collections$SynchronizedSet",
          "java.util.Collections$UnmodifiableCollection",
          "java.util.Collections$UnmodifiableList",
          "java.util.Collections$UnmodifiableMap",
          "java.util.Collections$UnmodifiableRandomAccessList",
          "java.util.Collections$UnmodifiableSet",
          "java.util.Collections$UnmodifiableSortedMap",
          "java.util.Collections$UnmodifiableSortedSet",
          "java.util.Currency",
          "java.util.Date",
          "java.util.EnumMap",
          "java.util.EnumSet",
          "java.util.EnumSet$SerializationProxy",
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.Hashtable",
          "java.util.IdentityHashMap",
          "java.util.ImmutableCollections$List12",
          "java.util.ImmutableCollections$ListN",
          "java.util.ImmutableCollections$Map1",
          "java.util.ImmutableCollections$MapN",
          "java.util.ImmutableCollections$Set12",
          "java.util.ImmutableCollections$SetN",
          "java.util.JumboEnumSet",
          "java.util.LinkedHashMap",
          "java.util.LinkedHashSet",
          "java.util.LinkedList",
          "java.util.Locale",
          "java.util.Map$Entry",
          "java.util.PriorityQueue",
          "java.util.Properties",
          "java.util.RegularEnumSet",
          "java.util.Stack",
          "java.util.TreeMap",
          "java.util.TreeSet",
          "java.util.UUID",
          "java.util.Vector",
          "java.util.concurrent.ConcurrentHashMap",
          "java.util.concurrent.ConcurrentHashMap$Segment",
          "java.util.concurrent.CopyOnWriteArrayList",
          "java.util.concurrent.TimeUnit",
          "java.util.concurrent.atomic.AtomicBoolean",
          "java.util.concurrent.atomic.AtomicInteger",
          "java.util.concurrent.atomic.AtomicLong",
          "java.util.concurrent.locks.AbstractOwnableSynchronizer",
          "java.util.concurrent.locks.AbstractQueuedSynchronizer",
          "java.util.concurrent.locks.ReentrantLock",
          "java.util.concurrent.locks.ReentrantLock$NonfairSync",
          "java.util.concurrent.locks.ReentrantLock$Sync");

  private static final Set<String> SAFE_PACKAGES = Set.of("java.time", "java.time.chrono");

  /** Value types, collections and maps of the JDK, and arrays of them; nothing else. */
  public static final ObjectAllowList SAFE_TYPES = new ObjectAllowList(List.of(), false);

  private static final String NAME = "[\\p{javaJavaIdentifierStart}][\\p{javaJavaIdentifierPart}]*";
  private static final Pattern ENTRY = Pattern.compile(NAME + "(\\." + NAME + ")*(\\.\\*\\*?)?");

  private final List<String> entries;
  private final boolean unrestricted;

  private ObjectAllowList(List<String> entries, boolean unrestricted) {
    this.entries = entries;
    this.unrestricted = unrestricted;
  }

  /**
   * Reads the setting.
   *
   * @param list names separated by commas: {@code com.acme.Order} a class, {@code com.acme.*} the
   *     classes of a package, {@code com.acme.**} those of its sub-packages too, {@code *}
   *     everything. null or blank adds nothing to {@link #SAFE_TYPES}
   * @throws IllegalArgumentException if an entry is none of these
   */
  public static ObjectAllowList parse(String list) {
    if (list == null || list.isBlank()) {
      return SAFE_TYPES;
    }
    List<String> entries = new ArrayList<>();
    boolean unrestricted = false;
    for (String part : list.split(",", -1)) {
      String entry = part.strip();
      if (entry.equals("*")) {
        unrestricted = true;
      } else if (ENTRY.matcher(entry).matches()) {
        entries.add(entry);
      } else if (!entry.isEmpty()) {
        throw new IllegalArgumentException(
            SETTING
                + ": \""
                + entry
                + "\" is neither a class name, nor a package followed by .* or .**, nor *");
      }
    }
    return new ObjectAllowList(List.copyOf(entries), unrestricted);
  }

  /**
   * Whether every class is allowed. Then any sender can run code in the receiver: worth a warning
   * where it is set.
   */
  public boolean isUnrestricted() {
    return unrestricted;
  }

  /**
   * Whether a class may be deserialised; an array if its elements may, a proxy if its interfaces
   * may.
   */
  boolean allows(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    if (unrestricted || element.isPrimitive()) {
      return true;
    }
    if (Proxy.isProxyClass(element)) {
      for (Class<?> implemented : element.getInterfaces()) {
        if (!allowsName(implemented)) {
          return false;
        }
      }
      return true;
    }
    return allowsName(element);
  }

  private boolean allowsName(Class<?> type) {
    String name = type.getName();
    String packageName = type.getPackageName();
    if (SAFE_CLASSES.contains(name) || SAFE_PACKAGES.contains(packageName)) {
      return true;
    }
    for (String entry : entries) {
      if (entry.endsWith(".**")
          ? (packageName + ".").startsWith(entry.substring(0, entry.length() - 2))
          : entry.endsWith(".*")
              ? packageName.equals(entry.substring(0, entry.length() - 2))
              : name.equals(entry)) {
        return true;
      }
    }
    return false;
  }

  /** For people: what is allowed beyond the safe types. */
  @Override
  public String toString() {
    return unrestricted ? "*" : entries.isEmpty() ? "(safe JDK types)" : String.join(",", entries);
  }
}
