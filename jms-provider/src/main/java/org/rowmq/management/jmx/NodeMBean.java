package org.rowmq.management.jmx;

import javax.management.openmbean.CompositeData;

/** The node, and the others of its cluster. */
@Described("A RowMQ node: its health, its cluster, its message-driven beans and the audit trail")
public interface NodeMBean {

  @Described("The node's name")
  String getName();

  @Described("Whether the node's periodic work goes on")
  boolean isLive();

  @Described("Whether the node can work now: the database answers")
  boolean isReady();

  @Described("What was looked at to find out")
  CompositeData[] getChecks();

  @Described("All nodes that share the database")
  CompositeData[] getNodes();

  @Described("One node, and how it is")
  CompositeData node(@Described("name") String name);

  @Described("How large the tables are, as the database says; -1 where it does not")
  CompositeData getStorage();

  @Described("What somebody should look at, the most pressing first")
  CompositeData[] getAttention();

  @Described("The message-driven beans of this node")
  CompositeData[] getEndpoints();

  @Described("The consumers of all nodes, those who hold messages longest first")
  CompositeData[] getConsumers();

  @Described("The connections of clients to all nodes")
  CompositeData[] getConnections();

  @Described("The sessions of these connections, with what each has sent and received")
  CompositeData[] getSessions();

  @Described("Who sends to which destination, on all nodes, the latest first")
  CompositeData[] getProducers();

  @Described("Ends delivery to a bean on this node until it is resumed")
  CompositeData pauseEndpoint(@Described("name") String name);

  @Described("Delivers to a bean again")
  CompositeData resumeEndpoint(@Described("name") String name);

  @Described("The newest entries of the audit trail")
  CompositeData[] audit(@Described("limit") int limit);

  @Described("The settings for all destinations that can be changed while nodes run")
  CompositeData[] settings();

  @Described("Sets a setting for all destinations, on all nodes")
  void changeSetting(@Described("setting") String setting, @Described("value") String value);

  @Described("Takes a setting for all destinations back to what the configuration says")
  void resetSetting(@Described("setting") String setting);

  @Described("First step of undoSettings: what would change, and the version for it")
  CompositeData previewUndo();

  @Described("Sets the last change of the settings for all destinations back")
  void undoSettings(@Described("version of the first step") String version);

  @Described("All settings made at run time, also of patterns and single destinations, as JSON")
  String exportSettings();

  @Described("First step of importing settings: what would change, and the version for it")
  CompositeData previewImport(@Described("document") String document);

  @Described("Sets what an exported document says, and takes back all it does not name")
  CompositeData importSettings(
      @Described("document") String document, @Described("version") String version);

  @Described("All metrics as OpenMetrics text")
  String metrics();
}
