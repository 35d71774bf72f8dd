package org.rowmq.store.jpa;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.h2.store.fs.FilePath;
import org.rowmq.store.redo.RedoLog;

/**
 * The files of a redo log, beside the database file. They are opened by H2's file system that opens
 * a file again when an interrupted thread has closed it.
 *
 * @param prefix of the tables: a directory may have had several
 */
record RedoFiles(Path directory, String prefix) implements RedoLog.Files {
  static RedoFiles of(Path directory, Names names) {
    return new RedoFiles(directory, names.qualifier());
  }

  Path path(int number) {
    return directory.toAbsolutePath().resolve(prefix + "redo." + (number + 1));
  }

  @Override
  public FileChannel open(int number, boolean writing) throws IOException {
    FilePath file = FilePath.get("retry:" + path(number).toString().replace("\\", "/"));
    FileChannel opened = file.open(writing ? "rw" : "r");
    if (writing && opened.size() == 0) {
      forceDirectory();
    }
    return opened;
  }

  /** That it is there is known to the directory alone. */
  private void forceDirectory() throws IOException {
    if (System.getProperty("os.name").startsWith("Windows")) {
      // which lets nobody open a directory
      return;
    }
    try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
      opened.force(true);
    }
  }
}
