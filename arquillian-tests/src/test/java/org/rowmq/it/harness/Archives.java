package org.rowmq.it.harness;

import java.nio.file.Path;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.postgresql.Driver;

/** Builds the applications that tests deploy. */
public final class Archives {

  private Archives() {}

  /** A WAR with CDI switched on and the classes in it; its context root is {@code /<name>}. */
  public static WebArchive war(String name, Class<?>... classes) {
    return ShrinkWrap.create(WebArchive.class, name + ".war")
        .addClasses(classes)
        .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml");
  }

  /** Writes the archive into the directory, for {@link MicroServer#deploy}. */
  public static Path export(WebArchive archive, Path directory) {
    Path file = directory.resolve(archive.getName());
    archive.as(ZipExporter.class).exportTo(file.toFile(), true);
    return file;
  }

  /** Writes PostgreSQL's driver and the packages into the file, as one library for a server. */
  public static Path driver(Path file, Package... packages) {
    ShrinkWrap.create(ZipImporter.class)
        .importFrom(Artifacts.locationOf(Driver.class).toFile())
        .as(JavaArchive.class)
        .addPackages(false, packages)
        .as(ZipExporter.class)
        .exportTo(file.toFile(), true);
    return file;
  }
}
