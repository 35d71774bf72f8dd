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

  @Described("How many entries the audit trail has about one destination, of the newest 10,000")
  CompositeData countAudit(@Described("type") String type, @Described("name") String name);

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

  @Described("First step of undoSettings: what would change, and the version for it")
  CompositeData previewUndo(@Described("type") String type, @Described("name") String name);

  @Described("Sets the last change of one destination's settings back")
  void undoSettings(
      @Described("type") String type,
      @Described("name") String name,
      @Described("version of the first step") String version);

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

  @Described("First step of undoPatternSettings: what would change, and the version for it")
  CompositeData previewPatternUndo(
      @Described("type") String type, @Described("pattern") String pattern);

  @Described("Sets the last change of a pattern's settings back")
  void undoPatternSettings(
      @Described("type") String type,
      @Described("pattern") String pattern,
      @Described("version of the first step") String version);

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

  @Described("First step of deleteSeveral: says what would go with each, and what has to be typed")
  CompositeData confirmDeletes(
      @Described("type") String type, @Described("names, 1 to 100") String[] names);

  @Described("Deletes several with their messages; answers what became of each")
  CompositeData[] deleteSeveral(
      @Described("type") String type,
      @Described("names") String[] names,
      @Described("tokens of the first step, in the order of the names") String[] tokens,
      @Described("typed, where the first step said what") String typed);
}
