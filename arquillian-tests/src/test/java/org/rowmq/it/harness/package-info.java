/**
 * Payara Micro for tests, in two ways.
 *
 * <p><b>Arquillian</b>: a test class with {@code @ExtendWith(ArquillianExtension.class)} and a
 * {@code @Deployment} gets its archive deployed into one server that all such classes of a JVM
 * share (Maven runs two JVMs). {@code rowmq.rar} and {@code console.war} are there already, on the
 * data source {@code jdbc/rowmq} (an H2 file). {@link org.rowmq.it.harness.RowmqContainer} is that
 * server; {@link org.rowmq.it.harness.Archives} helps to build archives.
 *
 * <p><b>{@link org.rowmq.it.harness.MicroServer}</b>: a server of the test's own, as a child
 * process that can be killed and started again on the same directory:
 *
 * <pre>{@code
 * try (MicroServer server = MicroServer.at(Artifacts.workDirectory("my-test"))
 *     .withDataSource("jdbc/rowmq", url)
 *     .with("rowmq.dataSourceLookup", "jdbc/rowmq")
 *     .deploying(Artifacts.resourceAdapter())
 *     .start()) {
 *   server.deploy(war, "app");
 *   server.get("/app/status");
 *   server.kill();
 *   server.restart();
 * }
 * }</pre>
 *
 * <p>Everything listens on 127.0.0.1 only, on a free port; what a server printed is in {@code
 * target/it/<name>/server-<n>.log}.
 */
package org.rowmq.it.harness;
