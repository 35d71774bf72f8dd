package org.rowmq.management.jmx;

import javax.management.openmbean.CompositeData;

/** Queues and topics. Purging and deleting take two calls, as everywhere. */
@Described("Queues and topics; the type is queue or topic")
public interface DestinationsMBean {

  @Described("All queues")
  CompositeData[] getQueues();

  @Described("All topics")
  CompositeData[] getTopics();

  @Described("Destinations whose name contains the filter")
  CompositeData[] list(@Described("filter") String filter);

  @Described("One destination")
  CompositeData find(@Described("type") String type, @Described("name") String name);

  @Described("Creates a destination")
  CompositeData create(@Described("type") String type, @Described("name") String name);

  @Described("Sets whether delivery and sending are paused")
  CompositeData pause(
      @Described("type") String type,
      @Described("name") String name,
      @Described("delivery") boolean delivery,
      @Described("sending") boolean sending);

  @Described("Who consumes from one destination, on all nodes")
  CompositeData[] consumers(@Described("type") String type, @Described("name") String name);

  @Described("Who sends to one destination, on all nodes, the latest first")
  CompositeData[] producers(@Described("type") String type, @Described("name") String name);

  @Described("The newest entries of the audit trail about one destination")
  CompositeData[] audit(
      @Described("type") String type,
      @Described("name") String name,
      @Described("limit") int limit);

  @Described("The settings of one destination, with where each value comes from")
  CompositeData[] settings(@Described("type") String type, @Described("name") String name);

  @Described("Sets a setting of one destination, on all nodes")
  void changeSetting(
      @Described("type") String type,
      @Described("name") String name,
      @Described("setting") String setting,
      @Described("value") String value);

  @Described("Takes a setting of one destination back to what holds for all")
  void resetSetting(
      @Described("type") String type,
      @Described("name") String name,
      @Described("setting") String setting);

  @Described("What is set for patterns of names, the most specific first: a line for each pattern")
  String[] patternSettings();

  @Described("Sets a setting of all destinations of a type whose names match, on all nodes")
  void changePatternSetting(
      @Described("type") String type,
      @Described("pattern, * for any characters") String pattern,
      @Described("setting") String setting,
      @Described("value") String value);

  @Described("Takes a setting of a pattern back")
  void resetPatternSetting(
      @Described("type") String type,
      @Described("pattern") String pattern,
      @Described("setting") String setting);

  @Described("First step of purge: says what would go, and gives the token for it")
  CompositeData confirmPurge(@Described("type") String type, @Described("name") String name);

  @Described("Deletes the messages that no consumer holds; answers how many")
  long purge(
      @Described("type") String type,
      @Described("name") String name,
      @Described("token") String token,
      @Described("typedName, where the first step said so") String typedName);

  @Described("First step of delete: says what would go, and gives the token for it")
  CompositeData confirmDelete(@Described("type") String type, @Described("name") String name);

  @Described("Deletes a destination with its messages; answers how many went")
  long delete(
      @Described("type") String type,
      @Described("name") String name,
      @Described("token") String token,
      @Described("typedName, where the first step said so") String typedName);
}
