using System;
using System.Runtime.InteropServices;

namespace Menhu
{
    /// <summary>What a commit was.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Commit
    {
        public ulong Opstamp;
        public ulong Generation;
        public ulong Issued;
    }

    /// <summary>The one writer of a portal: nobody else writes while it is open. What is not committed when it is disposed of never happened.
    /// One thread at a time; others wait.</summary>
    public sealed class Writer : IDisposable
    {
        private readonly WriterHandle writer;

        internal Writer(IntPtr value) { writer = new WriterHandle(value); }

        /// <summary>Puts an item in, an interchange line, in place of the one with its id.</summary>
        public void Put(string line)
        {
            IntPtr error;
            var text = Call.Utf8(line);
            Call.Check(Native.menhu_writer_put(writer, text, Call.Size(text), out error), error);
        }

        /// <summary>Takes the item with this id out, if there is one.</summary>
        public void Remove(string id)
        {
            IntPtr error;
            var text = Call.Utf8(id);
            Call.Check(Native.menhu_writer_remove(writer, text, Call.Size(text), out error), error);
        }

        /// <summary>Makes all of it durable and visible at once, to readers that reload.</summary>
        public Commit Commit()
        {
            Commit commit;
            IntPtr error;
            Call.Check(Native.menhu_writer_commit(writer, out commit, out error), error);
            return commit;
        }

        /// <summary>Forgets everything since the last commit.</summary>
        public void Rollback()
        {
            IntPtr error;
            Call.Check(Native.menhu_writer_rollback(writer, out error), error);
        }

        /// <summary>Commits, and waits until the parts of the index are merged: the end of a large import, and of the writer.</summary>
        public Commit Finish()
        {
            Commit commit;
            IntPtr error;
            Call.Check(Native.menhu_writer_finish(writer, out commit, out error), error);
            return commit;
        }

        /// <summary>Closes it.</summary>
        public void Dispose() { writer.Dispose(); }
    }
}
