package org.rowmq.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.platform.commons.support.ReflectionSupport;

/** The sections of the specification, the test classes that show them to be kept, the results. */
final class ConformanceTable {
  private static final Map<String, String> TITLES = titles();

  /** How many tests of a class passed, and how many did not. */
  record Result(int passed, int failed) {
    Result plus(boolean success) {
      return success ? new Result(passed + 1, failed) : new Result(passed, failed + 1);
    }

    @Override
    public String toString() {
      return failed == 0 ? passed + " passed" : failed + " of " + (passed + failed) + " FAILED";
    }
  }

  private ConformanceTable() {}

  private static Map<String, String> titles() {
    Map<String, String> titles = new TreeMap<>();
    titles.put("2.8", "Simplified API interfaces");
    titles.put("3.4", "Message header fields");
    titles.put("3.4.1", "JMSDestination");
    titles.put("3.4.2", "JMSDeliveryMode");
    titles.put("3.4.3", "JMSMessageID");
    titles.put("3.4.4", "JMSTimestamp");
    titles.put("3.4.5", "JMSCorrelationID");
    titles.put("3.4.6", "JMSReplyTo");
    titles.put("3.4.7", "JMSRedelivered");
    titles.put("3.4.8", "JMSType");
    titles.put("3.4.9", "JMSExpiration");
    titles.put("3.4.10", "JMSPriority");
    titles.put("3.4.11", "How message header values are set");
    titles.put("3.4.13", "JMSDeliveryTime");
    titles.put("3.5.1", "Property names");
    titles.put("3.5.2", "Property values");
    titles.put("3.5.3", "Using properties");
    titles.put("3.5.4", "Property value conversion");
    titles.put("3.5.5", "Property values as objects");
    titles.put("3.5.6", "Property iteration");
    titles.put("3.5.7", "Clearing a message's property values");
    titles.put("3.5.8", "Non-existent properties");
    titles.put("3.5.9", "Jakarta Messaging defined properties");
    titles.put("3.5.10", "Provider-specific properties");
    titles.put("3.5.11", "JMSXDeliveryCount");
    titles.put("3.6", "Message acknowledgment");
    titles.put("3.8", "Message selection");
    titles.put("3.8.1", "Message selector");
    titles.put("3.8.1.1", "Message selector syntax");
    titles.put("3.8.1.2", "Null values");
    titles.put("3.8.1.3", "Special notes");
    titles.put("3.9", "Access to sent messages");
    titles.put("3.10", "Changing the value of a received message");
    titles.put("3.11", "Jakarta Messaging message body");
    titles.put("3.11.1", "Clearing a message body");
    titles.put("3.11.2", "Read-only message body");
    titles.put("3.11.3", "Conversions provided by StreamMessage and MapMessage");
    titles.put("3.12", "Provider implementations of Jakarta Messaging message interfaces");
    titles.put("4.1", "Jakarta Messaging point-to-point model");
    titles.put("4.1.2", "Queue semantics");
    titles.put("4.1.5", "TemporaryQueue");
    titles.put("4.1.6", "QueueBrowser");
    titles.put("4.1.7", "QueueRequestor");
    titles.put("4.2", "Jakarta Messaging publish/subscribe model");
    titles.put("4.2.2", "Topic semantics");
    titles.put("4.2.4", "Subscription name characters and length");
    titles.put("4.2.7", "Temporary topics");
    titles.put("4.2.8", "Recovery and redelivery");
    titles.put("4.2.10", "TopicRequestor");
    titles.put("4.2.11", "Reliability");
    titles.put("5.1", "Overview");
    titles.put("5.2", "Destination");
    titles.put("5.3", "Connection factories");
    titles.put("6.1", "Connections");
    titles.put("6.1.1", "Authentication");
    titles.put("6.1.2", "Client identifier");
    titles.put("6.1.3", "Connection setup");
    titles.put("6.1.4", "Starting a connection");
    titles.put("6.1.5", "Pausing delivery of incoming messages");
    titles.put("6.1.6", "ConnectionMetaData");
    titles.put("6.1.7", "ExceptionListener");
    titles.put("6.1.8", "Closing a connection");
    titles.put("6.2", "Sessions");
    titles.put("6.2.1", "Producer and consumer creation");
    titles.put("6.2.2", "Creating temporary destinations");
    titles.put("6.2.3", "Creating Destination objects");
    titles.put("6.2.4", "Optimized message implementations");
    titles.put("6.2.5", "Threading restrictions on a session");
    titles.put("6.2.6", "Threading restrictions on a JMSContext");
    titles.put("6.2.7", "Transactions");
    titles.put("6.2.8", "Distributed transactions");
    titles.put("6.2.9", "Message order");
    titles.put("6.2.10", "Message acknowledgment");
    titles.put("6.2.11", "Duplicate delivery of messages");
    titles.put("6.2.12", "Duplicate production of messages");
    titles.put("6.2.13", "Serial execution of client code");
    titles.put("6.2.14", "Concurrent message delivery");
    titles.put("6.2.15", "Closing a session");
    titles.put("7", "Sending messages");
    titles.put("7.1", "Producers");
    titles.put("7.2", "Synchronous send");
    titles.put("7.3", "Asynchronous send");
    titles.put("7.3.1", "Quality of service");
    titles.put("7.3.2", "Exceptions");
    titles.put("7.3.3", "Message order");
    titles.put("7.3.4", "Close, commit or rollback");
    titles.put("7.3.6", "Message headers");
    titles.put("7.3.7", "Restrictions on threading");
    titles.put("7.3.8", "Use of the CompletionListener by the Jakarta Messaging provider");
    titles.put("7.3.9", "Restrictions on the use of the Message object");
    titles.put("7.4", "Setting message delivery options");
    titles.put("7.5", "Setting message properties");
    titles.put("7.6", "Setting message headers");
    titles.put("7.7", "Message delivery mode");
    titles.put("7.8", "Message time-to-live");
    titles.put("7.9", "Message delivery delay");
    titles.put("7.10", "JMSProducer method chaining");
    titles.put("8", "Receiving messages");
    titles.put("8.1", "Consumers");
    titles.put("8.2", "Creating a consumer on a queue");
    titles.put("8.3", "Creating a consumer on a topic");
    titles.put("8.3.1", "Unshared non-durable subscriptions");
    titles.put("8.3.2", "Shared non-durable subscriptions");
    titles.put("8.3.3", "Unshared durable subscriptions");
    titles.put("8.3.4", "Shared durable subscriptions");
    titles.put("8.4", "Starting message delivery");
    titles.put("8.5", "Receiving messages synchronously");
    titles.put("8.6", "Receiving message bodies synchronously");
    titles.put("8.7", "Receiving messages asynchronously");
    titles.put("8.8", "Closing a consumer");
    titles.put("9.1", "Reliability");
    titles.put("9.2", "Method inheritance across messaging domains");
    titles.put("10.2", "JMSException and JMSRuntimeException");
    titles.put("10.3", "Standard exceptions");
    titles.put("11.2", "Concurrent processing of a subscription's messages");
    titles.put("11.2.4", "ConnectionConsumer");
    titles.put("11.3", "Support for distributed transactions");
    titles.put("11.3.1", "XA connection factory");
    titles.put("11.3.2", "XA connection");
    titles.put("11.3.3", "XA session");
    titles.put("11.3.4", "XAJMSContext");
    titles.put("11.3.5", "XAResource");
    return titles;
  }

  /** The classes with a {@link Section}. */
  static List<Class<?>> classes() {
    return ReflectionSupport.findAllClassesInPackage(
        "org.rowmq", type -> type.isAnnotationPresent(Section.class), name -> true);
  }

  /** Sections in the order of the specification, with the classes that test them. */
  private static Map<String, TreeSet<String>> bySection() {
    Comparator<String> numbers =
        Comparator.comparing(
            section -> {
              StringBuilder sortable = new StringBuilder();
              for (String part : section.split("\\.")) {
                sortable.append(String.format("%04d.", Integer.parseInt(part)));
              }
              return sortable.toString();
            });
    Map<String, TreeSet<String>> sections = new TreeMap<>(numbers);
    for (Class<?> type : classes()) {
      for (String section : type.getAnnotation(Section.class).value()) {
        sections.computeIfAbsent(section, missing -> new TreeSet<>()).add(type.getName());
      }
    }
    return sections;
  }

  /** The rows without results: what a change of the tests must change in the document. */
  static List<String> rowBeginnings() {
    List<String> rows = new ArrayList<>();
    bySection()
        .forEach(
            (section, types) -> {
              String title = TITLES.get(section);
              if (title == null) {
                throw new IllegalStateException("Section " + section + " has no title");
              }
              types.forEach(
                  type ->
                      rows.add("| " + section + " | " + title + " | `" + shortName(type) + "` | "));
            });
    return rows;
  }

  private static String shortName(String type) {
    return type.substring("org.rowmq.".length());
  }

  static String render(Map<String, Result> results) {
    StringBuilder text = new StringBuilder();
    text.append("# Jakarta Messaging: which test shows which section\n\n");
    text.append("Written by the build (`ConformanceListener`) when all of these tests have run;");
    text.append(" do not edit. Section numbers are those of\nJakarta Messaging 3.1. A class that");
    text.append(" tests several sections is listed, with all its tests, at each. Test classes are");
    text.append(" below `org.rowmq`.\n\n");
    text.append("| section | title | test class | result |\n| --- | --- | --- | --- |\n");
    for (String row : rowBeginnings()) {
      String type = "org.rowmq." + row.split("`")[1];
      text.append(row).append(results.get(type)).append(" |\n");
    }
    return text.toString();
  }
}
