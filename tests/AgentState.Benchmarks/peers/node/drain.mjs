// Drains the queue with the simple algorithm of other clients: a query for one task, a transaction that reads and updates it, and an update
// that completes it.
// Arguments: project, workers, maximum seconds. Prints one line of JSON.
import { FieldValue, Firestore } from '@google-cloud/firestore';

const [projectId, workers, seconds] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const db = new Firestore({ projectId });
const tasks = db.collection('tasks');
let done = 0;
let lost = 0;

async function claim(agentId) {
  const found = await tasks
    .where('type', '==', 'github')
    .where('status', '==', 'pending')
    .orderBy('priority', 'desc')
    .orderBy('createdAt')
    .limit(1)
    .get();
  if (found.empty) {
    return undefined;
  }

  const task = found.docs[0].ref;
  const isMine = await db.runTransaction(async (transaction) => {
    const snapshot = await transaction.get(task);
    if (snapshot.get('status') !== 'pending') {
      return false;
    }

    transaction.update(task, { status: 'processing', assignedTo: agentId, updatedAt: FieldValue.serverTimestamp() });
    return true;
  });
  return isMine ? task : null;
}

async function work(number) {
  while (performance.now() < deadline) {
    let task;
    try {
      task = await claim(`agent-${number}`);
    } catch (error) {
      // Too much contention, after all retries of the client.
      task = null;
    }

    if (task === undefined) {
      return;
    }

    if (task === null) {
      lost++;
      continue;
    }

    await task.update({ status: 'done', result: { ok: true }, updatedAt: FieldValue.serverTimestamp() });
    done++;
  }
}

// Opens the connection before the measurement.
await tasks.limit(1).get();
const start = performance.now();
const deadline = start + 1000 * seconds;
await Promise.race([
  Promise.all(Array.from({ length: workers }, (_, number) => work(number))),
  new Promise((resolve) => setTimeout(resolve, 1000 * seconds)),
]);
const report = JSON.stringify({ done, lost, milliseconds: Math.round(performance.now() - start) });
process.stdout.write(`${report}\n`, () => process.exit(0));
