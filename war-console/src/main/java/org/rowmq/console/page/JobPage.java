package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.rowmq.console.LocalNode;
import org.rowmq.management.JobView;

/** Work on many messages: one job, or all that nodes know of. */
@Named("job")
@RequestScoped
public class JobPage {
  @Inject private User user;

  private String id;
  private JobView view;
  private List<JobView> all;

  /** Reads it, or the list where none is named. */
  public void load() {
    Faces.need(user.isOperator());
    if (id == null) {
      all = LocalNode.require().messages().jobs(Faces.caller());
    } else {
      view = LocalNode.require().messages().job(Faces.caller(), id);
    }
  }

  /** Ends it after the batch it is at. */
  public void cancel() {
    LocalNode.require().messages().cancel(Faces.caller(), id);
    Faces.redirect("job.xhtml?id=" + Faces.encode(id));
  }

  public JobView getView() {
    return view;
  }

  public List<JobView> getAll() {
    return all;
  }

  public boolean isRunning() {
    return view != null && view.local() && view.state() == JobView.State.RUNNING;
  }

  public String getId() {
    return id;
  }

  public void setId(String id) {
    this.id = id;
  }
}
