#include "verifiers/code/judge_stream.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/signals.h"

namespace r1bench::verifiers {
namespace {

// Lines read ahead of the one that is answered next.
constexpr size_t kWindowPerThread = 16;

// A line on its way. Its text is kept until a thread takes it.
struct Task {
  std::string where;
  std::string line;
  bool too_long = false;
  bool done = false;
  std::string output;  // a line with its newline, or empty
  std::string fault;
  CodeVerdict verdict = CodeVerdict::kInternalError;
  bool flaky = false;
  int64_t bytes_read = 0;
};

class Stream {
 public:
  Stream(const RequestReader& requests, int threads, const JudgeSinks& sinks)
      : requests_(requests),
        sinks_(sinks),
        window_(kWindowPerThread * static_cast<size_t>(threads)) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
  }

  ~Stream() {
    Finish(/*drop=*/true);
    for (std::thread& thread : threads_) thread.join();
  }

  // Waits while the window is full. False: nothing more is wanted.
  bool Add(std::unique_ptr<Task> task) {
    std::unique_lock lock(mutex_);
    while (tasks_.size() >= window_ && !stopped_) {
      changed_.wait_for(lock, std::chrono::milliseconds(100));
      base::ThrowIfStopped();
    }
    if (stopped_) return false;
    waiting_.push_back(task.get());
    tasks_.push_back(std::move(task));
    changed_.notify_all();
    return true;
  }

  // Waits for the end of all that was added. Throws what a sink threw.
  JudgeCounts End() {
    Finish(/*drop=*/false);
    std::unique_lock lock(mutex_);
    while (!tasks_.empty() && !stopped_) {
      changed_.wait_for(lock, std::chrono::milliseconds(100));
      base::ThrowIfStopped();
    }
    if (error_) std::rethrow_exception(error_);
    return counts_;
  }

 private:
  void Finish(bool drop) {
    const std::lock_guard lock(mutex_);
    finished_ = true;
    if (drop) waiting_.clear();
    changed_.notify_all();
  }

  void Stop(std::exception_ptr error) {
    stopped_ = true;
    waiting_.clear();
    if (!error_) error_ = std::move(error);
    changed_.notify_all();
  }

  void Work() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return !waiting_.empty() || finished_ || stopped_; });
      if (waiting_.empty()) return;
      Task* const task = waiting_.front();
      waiting_.pop_front();
      lock.unlock();
      std::exception_ptr error;
      try {
        Judge(task);
      } catch (...) {
        error = std::current_exception();
      }
      lock.lock();
      if (error) return Stop(error);
      task->done = true;
      Answer();
    }
  }

  void Judge(Task* task) {
    JudgeRequest request;
    try {
      base::Require(!task->too_long, "the line is too long to be read");
      request = requests_.Read(task->line);
      task->line = {};
    } catch (const base::Error& error) {
      task->fault = error.what();
      return;
    }
    const CodeResult result = sinks_.judge(request);
    task->output = ResultLine(request, result) + "\n";
    task->verdict = result.verdict;
    task->flaky = result.flaky();
  }

  // Gives out, in their order, the lines that are done. Under the lock.
  void Answer() {
    try {
      while (!stopped_ && !tasks_.empty() && tasks_.front()->done) {
        const std::unique_ptr<Task> task = std::move(tasks_.front());
        tasks_.pop_front();
        GiveOut(*task);
      }
      changed_.notify_all();
    } catch (...) {
      Stop(std::current_exception());
    }
  }

  void GiveOut(const Task& task) {
    if (task.fault.empty()) {
      ++counts_.programs;
      ++counts_.verdicts[static_cast<size_t>(task.verdict)];
      counts_.flaky += task.flaky;
      counts_.reader_gone = !sinks_.write(task.output);
    } else {
      ++counts_.bad;
      sinks_.report(task.where + ": " + task.fault);
    }
    if (sinks_.progress) sinks_.progress(counts_, task.bytes_read);
    if (counts_.reader_gone) Stop(nullptr);
  }

  const RequestReader& requests_;
  const JudgeSinks& sinks_;
  const size_t window_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<Task>> tasks_;  // not yet answered, in order
  std::deque<Task*> waiting_;                // those of them no thread has taken
  JudgeCounts counts_;
  std::exception_ptr error_;
  bool finished_ = false;  // nothing more will be added
  bool stopped_ = false;   // nothing more is wanted
  std::vector<std::thread> threads_;
};

std::unique_ptr<Task> TaskOf(const LineReader& reader, const Line& line) {
  auto task = std::make_unique<Task>();
  task->where = base::StrCat(reader.name(), ":", line.number);
  task->line = std::string(line.text);
  task->too_long = line.too_long;
  task->bytes_read = reader.bytes_read();
  return task;
}

}  // namespace

std::string CountsText(const JudgeCounts& counts) {
  std::string text = base::StrCat(counts.programs, counts.programs == 1 ? " program" : " programs");
  const char* separator = ": ";
  for (size_t i = 0; i < counts.verdicts.size(); ++i) {
    if (counts.verdicts[i] == 0) continue;
    text += base::StrCat(separator, counts.verdicts[i], " ",
                         CodeVerdictName(static_cast<CodeVerdict>(i)));
    separator = ", ";
  }
  if (counts.flaky > 0) text += base::StrCat("; ", counts.flaky, " flaky");
  if (counts.bad > 0) {
    text += base::StrCat("; ", counts.bad, counts.bad == 1 ? " bad line" : " bad lines");
  }
  return text;
}

JudgeCounts JudgePrograms(const RequestReader& requests, int threads, LineReader* reader,
                          const JudgeSinks& sinks) {
  Stream stream(requests, threads, sinks);
  for (std::vector<Line> lines; reader->Next(&lines);) {
    for (const Line& line : lines) {
      if (!stream.Add(TaskOf(*reader, line))) return stream.End();
    }
  }
  return stream.End();
}

}  // namespace r1bench::verifiers
