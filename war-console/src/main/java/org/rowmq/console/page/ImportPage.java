package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.rowmq.console.LocalNode;
import org.rowmq.management.ManagementException;
import org.rowmq.management.SettingManagement;
import org.rowmq.management.SettingsImport;

/**
 * All settings from a document. In two steps: the first shows what it would change, the second does
 * that and nothing else. One request, one thread.
 */
@Named("importing")
@RequestScoped
public class ImportPage {
  @Inject private Notice notice;
  @Inject private User user;

  private String document;
  private String version;
  private SettingsImport preview;
  private List<String> problems = List.of();

  /** For administrators. */
  public void load() {
    Faces.need(user.isAdmin());
  }

  /** First step. */
  public void review() {
    attempt(
        () -> {
          preview = node().previewImport(Faces.caller(), document);
          version = preview.version();
          if (preview.count() == 0) {
            Faces.error(null, "All of this is set already: there is nothing to import.");
          }
        });
  }

  /** Second step; a document that was changed since the first is shown first. */
  public void save() {
    attempt(
        () -> {
          int count = node().importAll(Faces.caller(), document, version).count();
          notice.set(
              "Imported: " + changes(count) + ". Other nodes take them with their next heartbeat.");
          Faces.redirect("settings.xhtml");
        });
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (ManagementException e) {
      switch (e.kind()) {
        case INVALID -> problems = e.getMessage().lines().toList();
        case CONFLICT -> {
          Faces.error(null, e.getMessage());
          preview = node().previewImport(Faces.caller(), document);
          version = preview.version();
        }
        default -> throw e;
      }
    }
  }

  private static SettingManagement node() {
    return LocalNode.require().runtimeSettings();
  }

  private static String changes(int count) {
    return count + (count == 1 ? " change" : " changes");
  }

  /** What it would change; empty before the first step. */
  public List<SettingsImport.Change> getDifferences() {
    return preview == null ? List.of() : preview.changes();
  }

  /** How many changes these are. */
  public String getHeading() {
    return changes(getDifferences().size());
  }

  /** Each thing that is wrong with the document. */
  public List<String> getProblems() {
    return problems;
  }

  public String getDocument() {
    return document;
  }

  public void setDocument(String document) {
    this.document = document;
  }

  public String getVersion() {
    return version;
  }

  public void setVersion(String version) {
    this.version = version;
  }
}
